import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { parseAst } from 'vite';

/** A text and where it stands: `studio/words.ts:12`. */
interface Place {
  readonly text: string;
  readonly at: string;
}

/** What the renderer's sources say to people. */
export interface RendererWords {
  /** Keys given to t(), phrase() or Trans, with the names of the values that go with them (null: not told there). */
  readonly keys: (Place & { readonly values: readonly string[] | null })[];
  /** What a person reads that goes through none of them. */
  readonly baked: Place[];
  /** t() where a module is loaded, when no language has been chosen yet. */
  readonly tooEarly: Place[];
}

/** A node of the syntax tree, as far as this file looks at it. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Attributes and fields whose text is seen or read out. */
const seen =
  /^(aria-(label|valuetext|roledescription|description)|label|title|placeholder|alt|helperText|text|help|lead|term|name|primary|secondary|message|confirmLabel|cancelLabel|hint|does|question|about)$/;
/** Attributes and fields that hold no words, whatever they look like. */
const silent =
  /^(sx|style|styleOverrides|className|component|variant|color|size|href|id|key|d|type|role|path|colour|accept|rel|src|background|fontFamily|transition|boxShadow|border|padding|margin|inset|gridTemplate\w*|keys|lines|queryKey|aria-keyshortcuts)$/;
/** Calls whose strings are compared, looked up or matched rather than shown. */
const lookups =
  /^(querySelector|closest|getItem|setItem|addEventListener|removeEventListener|createElement|startsWith|endsWith|includes|has|test|match|matchMedia|setProperty|removeProperty|set|get|append|call|useCall|useAction|getContext|setData|lazy)$/;
const notCode =
  /^(ImportDeclaration|ExportAllDeclaration|ImportExpression|TSTypeAliasDeclaration|TSInterfaceDeclaration|TSTypeAnnotation|TSTypeParameterInstantiation|TSModuleDeclaration|TSLiteralType)$/;
/** Files of styles and drawings. */
const withoutWords = /^(app\/theme\.ts|components\/icons\.tsx|gallery\/card-styles\.ts)$/;
/** Keys as the browser names them, and methods of HTTP. */
const codes = /^(Arrow\w+|Enter|Escape|Delete|Backspace|Home|End|Page\w+|Space|Esc|Shift|Mod|Files|Ctrl|POST|GET)$/;

const root = path.join(import.meta.dirname, '../../renderer/src');

/** Reads every source of the renderer. */
export async function rendererWords(): Promise<RendererWords> {
  const words: RendererWords = { keys: [], baked: [], tooEarly: [] };
  const files: string[] = [];
  for await (const file of glob('**/*.{ts,tsx}', { cwd: root })) files.push(file);
  for (const file of files.sort()) {
    if (!withoutWords.test(file)) readWords(file, readFileSync(path.join(root, file), 'utf8'), words);
  }
  return words;
}

/** Adds what one source file has to `words`. */
export function readWords(file: string, source: string, words: RendererWords): void {
  const at = ({ start }: Node): string => `${file}:${source.slice(0, start).split('\n').length}`;
  const bake = (node: Node, text: string): void => void words.baked.push({ text, at: at(node) });

  const visitAll = (nodes: readonly Node[], place: Context): void => {
    for (const node of nodes) visit(node, place);
  };
  const visit = (node: Node, place: Context): void => {
    if (notCode.test(node.type)) return;
    switch (node.type) {
      case 'CallExpression': {
        const callee = nameOf(node.callee as Node);
        const [first, second, ...others] = node.arguments as Node[];
        if (first && (callee === 't' || callee === 'phrase')) {
          if (callee === 't' && !place.inFunction) words.tooEarly.push({ text: callee, at: at(node) });
          const values = callee === 'phrase' ? null : valuesOf(second);
          for (const text of keysIn(first)) words.keys.push({ text, at: at(node), values });
          visitAll(second ? [second, ...others] : [], { ...place, isSeen: false });
          return;
        }
        if (!lookups.test(callee)) break;
        visit(node.callee as Node, place);
        visitAll(
          (node.arguments as Node[]).filter(({ type }) => !/Literal$/.test(type)),
          place,
        );
        return;
      }
      case 'ThrowStatement':
        // The programmer's own errors are not for people to read.
        if (nameOf((node.argument as Node).callee as Node | undefined) === 'Error') return;
        break;
      case 'NewExpression':
        if (/^(Error|URL|RegExp|Worker|EventSource|Blob)$/.test(nameOf(node.callee as Node))) return;
        break;
      case 'JSXElement': {
        const opening = node.openingElement as Node;
        if (nameOf(opening.name as Node) !== 'Trans') break;
        for (const attribute of opening.attributes as Node[]) {
          const value = attribute.value as Node;
          if (nameOf(attribute.name as Node) !== 'i18nKey') visit(value, place);
          else words.keys.push({ text: String(value.value), at: at(node), values: null });
        }
        return;
      }
      case 'JSXText':
        if (hasLetters(String(node.value))) bake(node, String(node.value).trim());
        return;
      case 'JSXAttribute': {
        const name = nameOf(node.name as Node);
        if (node.value && !silent.test(name)) visit(node.value as Node, { ...place, isSeen: seen.test(name) });
        return;
      }
      case 'Property': {
        const key = node.key as Node;
        const name = nameOf(key) || String(key.value ?? '');
        if (!silent.test(name)) visit(node.value as Node, { ...place, isSeen: seen.test(name) });
        return;
      }
      case 'BinaryExpression':
        if (node.operator !== '+') return; // compares
        break;
      case 'SwitchCase':
        visitAll(node.consequent as Node[], place);
        return;
      case 'ConditionalExpression':
        visit(node.test as Node, { ...place, isSeen: false });
        visitAll([node.consequent as Node, node.alternate as Node], place);
        return;
      case 'Literal':
        if (typeof node.value === 'string' && isWords(node.value, place.isSeen)) bake(node, node.value);
        return;
      case 'TemplateLiteral': {
        const text = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('{{}}');
        if (isWords(text, place.isSeen)) bake(node, text);
        break;
      }
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'FunctionDeclaration':
        visitAll(childrenOf(node), { inFunction: true, isSeen: false });
        return;
    }
    visitAll(childrenOf(node), place);
  };
  const program = parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' });
  visit(program as unknown as Node, { inFunction: false, isSeen: false });
}

interface Context {
  readonly inFunction: boolean;
  /** In an attribute or field whose text is seen. */
  readonly isSeen: boolean;
}

/** Anything with letters where text is seen; elsewhere a sentence, or a word with a capital, which ids and values of CSS are not. */
function isWords(text: string, isSeen: boolean): boolean {
  if (codes.test(text.trim())) return false;
  if (isSeen) return hasLetters(text);
  return /^[A-Z“‘][a-z]/.test(text.trim()) || /\p{Ll}{2}[.,:;]? \p{L}{2}/u.test(text) || /^ ?· \p{L}/u.test(text);
}

const hasLetters = (text: string): boolean => /\p{L}{2}/u.test(text);

function nameOf(node: Node | undefined): string {
  if (node?.type === 'MemberExpression') return nameOf(node.property as Node);
  return typeof node?.name === 'string' ? node.name : '';
}

/** The keys an argument of t() can be: `'a'`, `isOn ? 'a' : 'b'`. None when it is looked up elsewhere. */
function keysIn(node: Node): string[] {
  if (node.type === 'Literal') return [String(node.value)];
  if (node.type !== 'ConditionalExpression') return [];
  return [node.consequent, node.alternate].flatMap((part) => keysIn(part as Node));
}

function valuesOf(options: Node | undefined): string[] | null {
  if (!options) return [];
  if (options.type !== 'ObjectExpression') return null;
  return (options.properties as Node[]).map(({ key }) => nameOf(key as Node));
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
