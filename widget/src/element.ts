type Child = Node | string;

export function fill<E extends Element>(element: E, attributes: Record<string, string>, ...children: Child[]): E {
  for (const name in attributes) element.setAttribute(name, attributes[name]!);
  element.append(...children);
  return element;
}

export const make = <K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>, ...children: Child[]) =>
  fill(document.createElement(name), attributes, ...children);
