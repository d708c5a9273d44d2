// Makes a thing once per key.

export function memo<Thing>(): (key: string, make: () => Thing) => Thing {
  const known = new Map<string, Thing>();
  return (key, make) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    return made;
  };
}
