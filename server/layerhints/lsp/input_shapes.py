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
    asked = server.notebooks.asked(uri)
    place = where if asked is None else asked.in_notebook(where)
    edit = await server.answer(uri, lambda view: _edit(server, view, place, given), None)
    if edit is None:
        raise JsonRpcInvalidParams(f"{uri} is not open")
    changes = {uri: [edit]} if asked is None else asked.notebook.edits([edit])
    params = types.ApplyWorkspaceEditParams(types.WorkspaceEdit(changes), "Give an input a shape")
    answer = await server.workspace_apply_edit_async(params)
    if not answer.applied:
        reason = answer.failure_reason or "it gives no reason"
        raise JsonRpcException(f"the editor did not take the edit: {reason}", _REQUEST_FAILED)


def _edit(server: LayerhintsServer, view: View, where: str | Params, given: str) -> types.TextEdit:
    place = where if isinstance(where, str) else server.encoding.read(view.text, where)
    try:
        edit = input_shapes.give_shape(view, place, given)
    except Malformed as malformed:
        raise JsonRpcInvalidParams(str(malformed)) from None
    return types.TextEdit(server.encoding.typed_range(view.text, edit.range), edit.text)
