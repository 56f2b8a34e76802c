"""The shape of an input is written into the document by its editor."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from layerhints.ide import input_shapes
from layerhints.ide.summary.target import Malformed
from layerhints.lsp.questions import Params
from layerhints.lsp.server import LayerhintsServer
from layerhints.project.view import View

_REQUEST_FAILED = types.LSPErrorCodes.RequestFailed.value

async def set_input_shape(server: LayerhintsServer, uri: str, where: str | Params, given: str) -> None:
    """Have the editor write the comment that gives an input of a class a shape; `where` is its name, or a position in
    it.

    Raises:
        JsonRpcException: The editor writes nothing, or there is nothing like that to be written.
    """
    if not server.client.applies_edits:
        raise JsonRpcException("the editor does not let servers edit its documents", _REQUEST_FAILED)
    edit = await server.answer(uri, lambda view: _edit(server, view, where, given), None)
    if edit is None:
        raise JsonRpcInvalidParams(f"{uri} is not open")
    answer = await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, "Give an input a shape"))
    if not answer.applied:
        reason = answer.failure_reason or "it gives no reason"
        raise JsonRpcException(f"the editor did not take the edit: {reason}", _REQUEST_FAILED)


def _edit(server: LayerhintsServer, view: View, where: str | Params, given: str) -> types.WorkspaceEdit:
    place = where if isinstance(where, str) else server.encoding.read(view.text, where)
    try:
        edit = input_shapes.give_shape(view, place, given)
    except Malformed as malformed:
        raise JsonRpcInvalidParams(str(malformed)) from None
    change = types.TextEdit(server.encoding.typed_range(view.text, edit.range), edit.text)
    return types.WorkspaceEdit({server.uri(view.file): [change]})
