-- For Neovim 0.11 and later: on the runtime path as lsp/speedwright.lua, switched on by vim.lsp.enable("speedwright").

return {
  cmd = { "speedwright", "server", "--stdio" },
  filetypes = {
    "python", "javascript", "javascriptreact", "typescript", "typescriptreact", "java", "cpp", "go", "ruby",
  },
  root_markers = { "pyproject.toml", "setup.cfg", "setup.py", ".git" },
  on_attach = function(client, buffer)
    local function command(name, description, server_command, arguments, options)
      vim.api.nvim_buf_create_user_command(buffer, name, function(call)
        local given = arguments(call.args)
        client:exec_cmd({ title = description, command = server_command, arguments = given }, { bufnr = buffer })
      end, vim.tbl_extend("force", { desc = description }, options or {}))
    end

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

    command("SpeedwrightFunction", "Find proven speedups in this function", "speedwright.improveFunction", cursor)
    command("SpeedwrightFile", "Find proven speedups in this file", "speedwright.improveFile", document)
    command("SpeedwrightProfileFile", "Profile this file", "speedwright.profileFile", document)
    command("SpeedwrightProfileTest", "Profile the test at the cursor", "speedwright.profileTest", cursor)
    command("SpeedwrightProfile", "Profile a command", "speedwright.profileCommand", words, { nargs = "+" })
    command("SpeedwrightProfileProcess", "Profile a process", "speedwright.profileProcess", words, { nargs = 1 })
    command("SpeedwrightLoadProfile", "Load a profile", "speedwright.loadProfile", file, {
      nargs = 1, complete = "file",
    })
    command("SpeedwrightClearProfile", "Clear the profile", "speedwright.clearProfile", function()
      return {}
    end)
    if vim.lsp.inlay_hint then
      vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    end
  end,
}
