-- How Neovim 0.11 and newer start layerhints. Put this file into `lsp/` of a folder on 'runtimepath'
-- (~/.config/nvim/lsp/ is one) and say `vim.lsp.enable('layerhints')` in init.lua.
--
-- `cmd` is found on PATH; say otherwise, or set anything else, in init.lua:
--   vim.lsp.config('layerhints', { cmd = { '/path/to/layerhints', 'server' }, settings = { layerhints = { … } } })
--
-- `:LayerhintsSummary` shows every layer of the file's models with its shape and parameters, in a window of its own.

local function show_summary(client, buffer)
  local command = { command = 'layerhints.summary', arguments = { vim.uri_from_bufnr(buffer) } }
  client:request('workspace/executeCommand', command, function(failed, summary)
    if failed or summary == vim.NIL or not summary then
      vim.notify('layerhints: ' .. (failed and failed.message or 'there is no summary'), vim.log.levels.ERROR)
      return
    end
    vim.cmd.new()
    vim.bo.buftype, vim.bo.bufhidden, vim.wo.wrap = 'nofile', 'wipe', false
    vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(summary, '\n', { trimempty = true }))
    vim.bo.modifiable = false
  end, buffer)
end

return {
  cmd = { 'layerhints', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' },
  on_attach = function(client, buffer)
    vim.api.nvim_buf_create_user_command(buffer, 'LayerhintsSummary', function()
      show_summary(client, buffer)
    end, { desc = 'Every layer of the models in this file' })
  end,
}
