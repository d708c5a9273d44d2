// Our own scripts and styles are served without what only their readers need: a seventh less to load, without a build.

/**
 * Without indentation, and without comments that have their lines for themselves. Pure. What stands in several lines of
 * one text must not depend on how it is indented: a test compares what is left, script by script.
 */
export function lightened(source: string, kind: 'js' | 'css'): string {
  const uncommented =
    kind === 'css'
      ? source.replaceAll(/\/\*[^]*?\*\//g, '')
      : source.replaceAll(/^[ \t]*\/\/.*$/gm, '').replaceAll(/^[ \t]*\/\*[^]*?\*\/[ \t]*$/gm, '');
  return uncommented.replaceAll(/^\s+/gm, '');
}
