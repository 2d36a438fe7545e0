// Which functions a line of Python is in.

const DEF = /^(\s*)(?:async\s+)?def\s+(\w+)/;

/** The names of the functions around a line, the innermost first; the server knows better, but is not asked for this. */
export function functionsAround(lines: readonly string[], line: number): string[] {
  const names: string[] = [];
  let indentation = Infinity;
  for (let above = line; above >= 0 && indentation > 0; above -= 1) {
    const text = lines[above] ?? "";
    const found = DEF.exec(text);
    const depth = text.search(/\S/);
    if (found?.[2] !== undefined && depth < indentation) {
      names.push(found[2]);
    }
    // A comment or a closing bracket at the margin ends no function that matters here; a statement does.
    if (depth >= 0 && depth < indentation && !/^\s*[#)\]}]/.test(text)) {
      indentation = depth;
    }
  }
  return names;
}
