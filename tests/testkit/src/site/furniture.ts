/**
 * Fills an article page up to about `bytes` with what real pages carry beside the story: a style sheet, a script,
 * a menu in front and friendly links behind. Smaller pages come back as they are.
 */
export function furnish(html: string, bytes: number): string {
  const missing = bytes - Buffer.byteLength(html);
  if (missing < 2_000) return html;
  const style = repeated(
    (n) => `.m${n} a{color:#${String(n % 1000).padStart(3, "0")};padding:0 ${n % 9}px}\n`,
    missing * 0.15,
  );
  const script = repeated(
    (n) => `var slot${n}=document.getElementById("slot${n}");if(slot${n}){load(slot${n},${n});}\n`,
    missing * 0.35,
  );
  const menu = repeated((n) => `<li class="m${n}"><a href="/channel/${n}/">栏目${n}</a></li>\n`, missing * 0.25);
  const friends = repeated(
    (n) => `<a href="http://friend${n}.example/" target="_blank">友情链接${n}</a>\n`,
    missing * 0.2,
  );
  return html
    .replace(/<\/head>/i, `<style>${style}</style></head>`)
    .replace(/<body[^>]*>/i, (body) => `${body}<div class="menu"><ul>${menu}</ul></div>`)
    .replace(/<\/body>/i, `<div class="friend-links">${friends}</div><script>${script}</script></body>`);
}

function repeated(piece: (n: number) => string, bytes: number): string {
  let text = "";
  let size = 0;
  for (let n = 1; size < bytes; n++) {
    const next = piece(n);
    text += next;
    size += Buffer.byteLength(next);
  }
  return text;
}
