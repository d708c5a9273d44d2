// A script for browsers: parts, and packages they import, made one small file.

export interface PageScript {
  contents: string;
  /** Packages are looked for from here, as a file in this folder would. */
  folder: string;
  /** Takes in what is imported, and shuts everything into a function; otherwise it is only made smaller. */
  bundle?: boolean;
  /** Words replaced in all of it, by what. */
  define?: Record<string, string>;
  /** Files whose exports take the place of the global words of these names. */
  inject?: string[];
}
