// Undo and redo: of everything when one writes alone, of one's own words when several write.
import { history, redo, redoDepth, undo, undoDepth } from "@tiptap/pm/history";
import { redo as redoShared, undo as undoShared, yUndoPlugin, yUndoPluginKey } from "y-prosemirror";

export const alone = {
  plugin: () => history(),
  undo: ({ state, view }) => undo(state, view.dispatch),
  redo: ({ state, view }) => redo(state, view.dispatch),
  canUndo: (state) => undoDepth(state) > 0,
  canRedo: (state) => redoDepth(state) > 0,
};

export const together = {
  plugin: () => yUndoPlugin(),
  undo: ({ state }) => undoShared(state),
  redo: ({ state }) => redoShared(state),
  canUndo: (state) => yUndoPluginKey.getState(state).undoManager.canUndo(),
  canRedo: (state) => yUndoPluginKey.getState(state).undoManager.canRedo(),
};

/** Until it is known how one writes there is nothing to undo. */
export const nothing = { undo: () => false, redo: () => false, canUndo: () => false, canRedo: () => false };
