-- Run inside Neovim: writes what the editor itself holds, as JSON, to the file that $PROBE names.
vim.o.lines = 80 -- only what is on the screen is drawn
local wanted = tonumber(vim.env.PROBE_HINTS)
local report = { version = tostring(vim.version()), errors = {} }

local function finish()
  local file = assert(io.open(vim.env.PROBE, 'w'))
  file:write(vim.json.encode(report))
  file:close()
  vim.cmd.qall({ bang = true })
end

local function labels()
  local found = {}
  for _, item in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
    local hint = item.inlay_hint
    local code = vim.api.nvim_buf_get_lines(0, hint.position.line, hint.position.line + 1, true)[1]
    table.insert(found, { line = hint.position.line, code = code, label = hint.label, paddingLeft = hint.paddingLeft })
  end
  table.sort(found, function(a, b) return a.line < b.line end)
  return found
end

local function eventually(what, condition)
  if not vim.wait(40000, condition, 20) then
    table.insert(report.errors, 'in vain waited for ' .. what)
  end
end

-- The text that Neovim has laid behind the lines: what a person sees, unlike what it was sent.
local function drawn()
  local found = {}
  for name, namespace in pairs(vim.api.nvim_get_namespaces()) do
    if name:match('inlayhint') then
      for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true })) do
        local text = ''
        for _, chunk in ipairs(mark[4].virt_text or {}) do
          text = text .. chunk[1]
        end
        local code = vim.api.nvim_buf_get_lines(0, mark[2], mark[2] + 1, true)[1]
        table.insert(found, { line = mark[2], code = code, label = vim.trim(text) })
      end
    end
  end
  table.sort(found, function(a, b) return a.line < b.line end)
  return found
end

local function hover(pattern)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.fn.search(pattern, 'W')
  vim.lsp.buf.hover()
  local window
  eventually('a hover over ' .. pattern, function()
    for _, candidate in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(candidate).relative ~= '' then
        window = candidate
        return true
      end
    end
  end)
  if not window then
    return vim.NIL
  end
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  vim.api.nvim_win_close(window, true)
  return table.concat(lines, '\n')
end

eventually('the server', function() return #vim.lsp.get_clients({ bufnr = 0 }) > 0 end)
eventually(wanted .. ' hints', function() return #labels() >= wanted end)
report.hints = labels()
vim.cmd.redraw()
report.drawn = drawn()
report.hover = hover(vim.env.PROBE_HOVER)

-- Typing: the first match of PROBE_EDIT becomes PROBE_EDITED, and the hints follow without another key.
vim.cmd('%s/' .. vim.env.PROBE_EDIT .. '/' .. vim.env.PROBE_EDITED .. '/')
eventually('the hint ' .. vim.env.PROBE_EDITED_HINT, function()
  for _, hint in ipairs(labels()) do
    if hint.label == vim.env.PROBE_EDITED_HINT then
      return true
    end
  end
end)
report.edited = labels()
finish()
