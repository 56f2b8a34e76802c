-- How Neovim 0.11 and newer start layerhints. Put this file into `lsp/` of a folder on 'runtimepath'
-- (~/.config/nvim/lsp/ is one) and say `vim.lsp.enable('layerhints')` in init.lua.
--
-- `cmd` is found on PATH; say otherwise, or set anything else, in init.lua:
--   vim.lsp.config('layerhints', { cmd = { '/path/to/layerhints', 'server' }, settings = { layerhints = { … } } })
return {
  cmd = { 'layerhints', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' },
}
