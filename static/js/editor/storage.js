// What stays on this device. Full or forbidden storage keeps nothing, and never stops the editor.
export const storage = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // The text is still in the page, and leaving it asks first.
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // There was nothing to drop.
    }
  },
};
