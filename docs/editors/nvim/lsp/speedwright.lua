-- For Neovim 0.11 and later: on the runtime path as lsp/speedwright.lua, switched on by vim.lsp.enable("speedwright").
-- Older versions start a client with it themselves: docs/editors/neovim.md says how.

-- Neovim shows inlay hints since 0.10; before, the heat that they carry stands behind the lines as virtual text.
local heat = vim.api.nvim_create_namespace("speedwright-heat")

local function show_heat(client, buffer)
  local last = vim.api.nvim_buf_line_count(buffer)
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = { start = { line = 0, character = 0 }, ["end"] = { line = last, character = 0 } },
  }
  client.request("textDocument/inlayHint", params, function(error, hints)
    if error or not vim.api.nvim_buf_is_loaded(buffer) then
      return
    end
    vim.api.nvim_buf_clear_namespace(buffer, heat, 0, -1)
    for _, hint in ipairs(hints or {}) do
      local text = { { "  " .. hint.label, "Comment" } }
      pcall(vim.api.nvim_buf_set_extmark, buffer, heat, hint.position.line, 0, { virt_text = text })
    end
  end, buffer)
end

local function execute(client, buffer, command, arguments, answered)
  local function tell(error, answer)
    if error then
      vim.notify(error.message, vim.log.levels.ERROR)
    elseif answered then
      answered(answer)
    elseif not vim.lsp.inlay_hint then
      show_heat(client, buffer)
    end
  end
  local params = { command = command, arguments = arguments }
  if vim.fn.has("nvim-0.11") == 1 then
    client:request("workspace/executeCommand", params, tell, buffer)
  else
    client.request("workspace/executeCommand", params, tell, buffer)
  end
end

local function open_flame_graph(answer)
  local file = vim.fn.tempname() .. ".html"
  vim.fn.writefile(vim.split(answer.html, "\n"), file)
  if vim.ui.open then
    vim.ui.open(file)
  else
    vim.notify("The flame graph is in " .. file)
  end
end

local function attach(client, buffer)
  local function document()
    return { vim.uri_from_bufnr(buffer) }
  end

  local function cursor()
    return { vim.uri_from_bufnr(buffer), vim.lsp.util.make_position_params(0, client.offset_encoding).position }
  end

  local function words(given)
    return { given }
  end

  local function file(given)
    return { vim.fn.fnamemodify(given, ":p") }
  end

  local function nothing()
    return {}
  end

  local function command(name, description, server_command, arguments, options, answered)
    vim.api.nvim_buf_create_user_command(buffer, name, function(call)
      execute(client, buffer, server_command, arguments(call.args), answered)
    end, vim.tbl_extend("force", { desc = description }, options or {}))
  end

  command("SpeedwrightFunction", "Find proven speedups in this function", "speedwright.improveFunction", cursor)
  command("SpeedwrightFile", "Find proven speedups in this file", "speedwright.improveFile", document)
  command("SpeedwrightProfileFile", "Profile this file", "speedwright.profileFile", document)
  command("SpeedwrightProfileTest", "Profile the test at the cursor", "speedwright.profileTest", cursor)
  command("SpeedwrightProfile", "Profile a command", "speedwright.profileCommand", words, { nargs = "+" })
  command("SpeedwrightProfileProcess", "Profile a process", "speedwright.profileProcess", words, { nargs = 1 })
  command("SpeedwrightLoadProfile", "Load a profile", "speedwright.loadProfile", file, {
    nargs = 1, complete = "file",
  })
  command("SpeedwrightClearProfile", "Clear the profile", "speedwright.clearProfile", nothing)
  command("SpeedwrightFlameGraph", "Open the profile as a flame graph", "speedwright.flameGraph", nothing, {},
    open_flame_graph)
  if vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  -- Since 0.12 lenses follow the server by themselves.
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = buffer })
  end
end

return {
  cmd = { "speedwright", "server", "--stdio" },
  filetypes = {
    "python", "javascript", "javascriptreact", "typescript", "typescriptreact", "java", "cpp", "go", "ruby",
  },
  root_markers = { "pyproject.toml", "setup.cfg", "setup.py", ".git" },
  on_attach = attach,
}
