// The door to properties: what administrators add to records, with values that can be filtered and sorted by index.
import { createDefinitions, type Definitions } from './definitions.ts';
import type { Needs } from './shapes.ts';
import { createValues, type Values } from './values.ts';

export { keyOf, readProperty, type ReadValue } from './reading.ts';
export { propertyCondition } from './values.ts';
export { OBJECTS, PROPERTY_KINDS } from './shapes.ts';
export type {
  NewProperty,
  ObjectKind,
  Property,
  PropertyKind,
  PropertyOption,
  PropertyTest,
  PropertyValue,
  PropertyValues,
} from './shapes.ts';
export type { Definitions } from './definitions.ts';
export type { Values } from './values.ts';

/** Shared by every room whose records can have properties. */
export interface Properties {
  definitions: Definitions;
  values: Values;
}

export function createProperties(needs: Needs): Properties {
  return { definitions: createDefinitions(needs), values: createValues(needs) };
}
