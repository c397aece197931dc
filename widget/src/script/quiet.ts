/** The same function, which never throws: the page must not hear of our errors. */
export const quiet =
  <A extends unknown[], R>(act: (...args: A) => R) =>
  (...args: A): R | undefined => {
    try {
      return act(...args);
    } catch {}
    return undefined;
  };

export const on = <E extends Event>(name: string, act: (event: E) => void): void =>
  addEventListener(name, quiet(act) as EventListener);
