import { createPinia, setActivePinia } from 'pinia';
import { type Component, createRenderer, h } from 'vue';
import { createMemoryHistory, createRouter, routerKey } from 'vue-router';
import { i18n } from '../i18n/i18n.ts';

/** One element of a page that is drawn into memory: enough to find a button and press it, without a browser. */
export interface Drawn {
  tag: string;
  props: Record<string, unknown>;
  text: string;
  children: Drawn[];
  parent: Drawn | null;
  /** In memory nothing can have the focus, so a page that looks for its field finds none. */
  querySelector: () => null;
  focus: () => void;
  /** A dialog in memory is always in sight. */
  showModal: () => void;
  close: () => void;
  /** What is typed arrives by the props of the drawn field. */
  addEventListener: () => void;
  getRootNode: () => null;
}

const drawn = (tag: string, text = ''): Drawn => ({
  tag,
  props: {},
  text,
  children: [],
  parent: null,
  querySelector: () => null,
  focus: () => undefined,
  showModal: () => undefined,
  close: () => undefined,
  addEventListener: () => undefined,
  getRootNode: () => null,
});

function insert(node: Drawn, parent: Drawn, before?: Drawn | null): void {
  node.parent = parent;
  parent.children.splice(before ? parent.children.indexOf(before) : parent.children.length, 0, node);
}

const { createApp } = createRenderer<Drawn, Drawn>({
  createElement: (tag) => drawn(tag),
  createText: (text) => drawn('#text', text),
  createComment: (text) => drawn('#comment', text),
  setText: (node, text) => {
    node.text = text;
  },
  setElementText: (node, text) => {
    node.children = [{ ...drawn('#text', text), parent: node }];
  },
  patchProp: (node, name, _before, now) => {
    node.props[name] = now;
  },
  insert,
  // What never changes arrives as markup; nothing in it can be pressed.
  insertStaticContent: (markup, parent, before) => {
    const node = drawn('#static', markup);
    insert(node, parent, before);
    return [node, node];
  },
  remove: (node) => {
    node.parent?.children.splice(node.parent.children.indexOf(node), 1);
  },
  parentNode: (node) => node.parent,
  nextSibling: (node) => node.parent?.children[node.parent.children.indexOf(node) + 1] ?? null,
});

/** Draws a component with the English texts and fresh stores. Vuetify's components stay plain elements. */
export function draw(component: Component, props: Record<string, unknown>): Drawn {
  i18n.global.locale.value = 'en';
  const pinia = createPinia();
  setActivePinia(pinia);
  const root = drawn('root');
  const app = createApp({ render: () => h(component, props) });
  app.config.warnHandler = (message) => {
    if (!message.startsWith('Failed to resolve component')) throw new Error(message);
  };
  app.use(pinia);
  app.use(i18n);
  app.provide(routerKey, createRouter({ history: createMemoryHistory(), routes: [] }));
  app.mount(root);
  return root;
}

export function byTestId(node: Drawn, id: string): Drawn | undefined {
  if (node.props['data-testid'] === id) return node;
  return node.children.map((child) => byTestId(child, id)).find((found) => found !== undefined);
}

/** Presses an element; everything its handler does before its first await has happened when this returns. */
export function press(node: Drawn | undefined): void {
  const { onClick } = node?.props ?? {};
  if (typeof onClick !== 'function') throw new Error('this cannot be pressed');
  onClick();
}

/** Sends the form of a page, as Enter in one of its fields does. */
export function send(page: Drawn): void {
  const form = page.children.find(({ tag }) => tag === 'form');
  if (typeof form?.props.onSubmit !== 'function') throw new Error('there is no form to send');
  form.props.onSubmit({ preventDefault: () => undefined });
}

/** Types into a field of Vuetify's. */
export function type(field: Drawn | undefined, text: string): void {
  const write = field?.props['onUpdate:modelValue'];
  if (typeof write !== 'function') throw new Error('this takes no text');
  write(text);
}

export function textOf(node: Drawn | undefined): string {
  return node === undefined ? '' : node.text + node.children.map(textOf).join('');
}
