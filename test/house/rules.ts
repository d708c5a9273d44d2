// Every rule of the house, by what it says.
import { clock, dialect, moduleState, pluginCalls, transactions } from './behaviour.ts';
import { budgets, commands, contractNames, environment, linked, numbers, paths } from './documents.ts';
import type { Rule } from './house.ts';
import { policy } from './pages.ts';
import { generated, keys, map, settings } from './reference.ts';
import { barrels, cycles, packages, staircase } from './staircase.ts';
import { errorCodes, languages, missingTexts, textsTwice, untoldReasons, unusedTexts } from './texts.ts';
import { channelNames, firstLines, machines, pluginFiles, unfinished } from './words.ts';

export const RULES: Record<string, Rule> = {
  'rooms import only what stands below them, by the door': staircase,
  'no files import each other in a circle': cycles,
  'no file only hands on what others export': barrels,
  'what runs uses only packages it depends on': packages,
  'the core names no channel': channelNames,
  'channel folders hold the same files': pluginFiles,
  'a file opens with what it is for': firstLines,
  'nothing is left for later': unfinished,
  'nothing tells of one machine': machines,
  'a transaction waits for nothing but the database': transactions,
  'only the rooms of the database know which one it is': dialect,
  'plugins are called where their failure stays their own': pluginCalls,
  'no file keeps state': moduleState,
  'time comes from the clock': clock,
  'pages need no more than their policy gives': policy,
  'both languages have every text with the same values': languages,
  'every text is shown somewhere': unusedTexts,
  'every text that is shown exists': missingTexts,
  'every reason has words': untoldReasons,
  'no text stands twice': textsTwice,
  'every code is explained and every explained code exists': errorCodes,
  'commands in the documents exist': commands,
  'settings from the environment are told about': environment,
  'files named in the documents exist': paths,
  'every document is linked from the README': linked,
  'names of the contract in the documents exist': contractNames,
  'numbers in the documents are right': numbers,
  'budgets in the documents are those of the bench': budgets,
  'every setting is in the README': settings,
  'every folder is on the map': map,
  'every key is in its document': keys,
  'tables written by a script are up to date': generated,
};
