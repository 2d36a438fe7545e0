-- For Neovim 0.11 and later: on the runtime path as lsp/speedwright.lua, switched on by vim.lsp.enable("speedwright").

return {
  cmd = { "speedwright", "server", "--stdio" },
  filetypes = {
    "python", "javascript", "javascriptreact", "typescript", "typescriptreact", "java", "cpp", "go", "ruby",
  },
  root_markers = { "pyproject.toml", "setup.cfg", "setup.py", ".git" },
  on_attach = function(client, buffer)
    local function command(name, description, server_command, arguments)
      vim.api.nvim_buf_create_user_command(buffer, name, function()
        client:exec_cmd({ title = description, command = server_command, arguments = arguments() }, { bufnr = buffer })
      end, { desc = description })
    end

    command("SpeedwrightFunction", "Find proven speedups in this function", "speedwright.improveFunction", function()
      return { vim.uri_from_bufnr(buffer), vim.lsp.util.make_position_params(0, client.offset_encoding).position }
    end)
    command("SpeedwrightFile", "Find proven speedups in this file", "speedwright.improveFile", function()
      return { vim.uri_from_bufnr(buffer) }
    end)
  end,
}
