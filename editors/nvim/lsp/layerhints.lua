-- How Neovim starts layerhints. Put this file into `lsp/` of a folder on 'runtimepath' (~/.config/nvim/lsp/ is one) and
-- say `vim.lsp.enable('layerhints')` in init.lua; the README has what 0.10 needs in place of that.
--
-- `cmd` is found on PATH; say otherwise, or set anything else, in init.lua:
--   vim.lsp.config('layerhints', { cmd = { '/path/to/layerhints', 'server' }, settings = { layerhints = { … } } })
--
-- `:LayerhintsSummary` shows every layer of the file's models with its shape and parameters, in a window of its own.
-- `:LayerhintsEntryPoint resnet50` shows the file's hints for that function or class, without a name lets you choose, and
-- with `-` ends that. `:LayerhintsInputShape x=N,3,224,224` writes the comment that gives an input of the class around the
-- cursor that shape.

local function run(client, buffer, command, arguments, then_do)
  local params = { command = 'layerhints.' .. command, arguments = { vim.uri_from_bufnr(buffer), unpack(arguments) } }
  local function answered(failed, answer)
    if failed then
      vim.notify('layerhints: ' .. failed.message, vim.log.levels.ERROR)
    elseif then_do then
      then_do(answer)
    end
  end
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('workspace/executeCommand', params, answered, buffer)
  else
    client.request('workspace/executeCommand', params, answered, buffer)
  end
end

local function show_summary(client, buffer)
  run(client, buffer, 'summary', {}, function(summary)
    if summary == vim.NIL or not summary then
      vim.notify('layerhints: there is no summary', vim.log.levels.ERROR)
      return
    end
    vim.cmd.new()
    vim.bo.buftype, vim.bo.bufhidden, vim.wo.wrap = 'nofile', 'wipe', false
    vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(summary, '\n', { trimempty = true }))
    vim.bo.modifiable = false
  end)
end

local function select_entry_point(client, buffer, symbol)
  if symbol ~= '' then
    run(client, buffer, 'selectEntryPoint', { symbol == '-' and vim.NIL or symbol })
    return
  end
  run(client, buffer, 'selectEntryPoint', {}, function(known)
    local choices = { { symbol = vim.NIL, kind = 'whatever the file itself runs' } }
    vim.list_extend(choices, known.entry_points)
    local function in_words(one)
      return one.symbol == vim.NIL and one.kind or ('%s (%s, line %d)'):format(one.symbol, one.kind, one.line)
    end
    vim.ui.select(choices, { prompt = 'Hints are shown for', format_item = in_words }, function(chosen)
      if chosen then
        run(client, buffer, 'selectEntryPoint', { chosen.symbol })
      end
    end)
  end)
end

local function give_input_shape(client, buffer, shape)
  local place = vim.lsp.util.make_position_params(0, client.offset_encoding).position
  run(client, buffer, 'setInputShape', { place, shape })
end

-- Neovim 0.10 keeps the hints that it has drawn when the server says that there are others, as does 0.12 if it draws the
-- window before these come: hints that are enabled anew are drawn when they come.
local function show_hints_anew(_, _, context)
  for buffer in pairs(vim.lsp.get_client_by_id(context.client_id).attached_buffers) do
    if vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
      vim.lsp.inlay_hint.enable(false, { bufnr = buffer })
      vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    end
  end
  return vim.NIL
end

return {
  cmd = { 'layerhints', 'server' },
  filetypes = { 'python' },
  handlers = { ['workspace/inlayHint/refresh'] = show_hints_anew },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' },
  on_attach = function(client, buffer)
    local function add(name, does, options)
      vim.api.nvim_buf_create_user_command(buffer, name, function(called)
        does(client, buffer, called.args)
      end, options)
    end
    add('LayerhintsSummary', show_summary, { desc = 'Every layer of the models in this file' })
    add('LayerhintsEntryPoint', select_entry_point, { nargs = '?', desc = 'Show hints for a function or class' })
    add('LayerhintsInputShape', give_input_shape, { nargs = 1, desc = 'Give an input around the cursor a shape' })
  end,
}
