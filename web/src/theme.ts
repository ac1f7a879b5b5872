import type { ThemeDefinition } from 'vuetify';

/** Deep ink, soft paper, one accent. Every text colour here reaches WCAG AA (4.5:1) on the surfaces it is used on. */
export const paper: ThemeDefinition = {
  dark: false,
  colors: {
    background: '#f5f6f9',
    surface: '#ffffff',
    'surface-soft': '#eef0f5',
    primary: '#3650d8',
    ink: '#101a2e',
    'on-ink': '#ffffff',
    muted: '#556075',
    line: '#dfe3eb',
    success: '#11734a',
    'success-soft': '#e3f4ec',
    warning: '#8a5300',
    'warning-soft': '#fdf1dc',
    error: '#b3261e',
    'error-soft': '#fcebe9',
    'accent-soft': '#e9ecfd',
    'on-background': '#101a2e',
    'on-surface': '#101a2e',
  },
};

/** The proctor's wall: dark, so that pictures are what shines. */
export const wall: ThemeDefinition = {
  dark: true,
  colors: {
    background: '#0c111b',
    surface: '#151c29',
    'surface-soft': '#1e2737',
    primary: '#9aaeff',
    'on-primary': '#0c111b',
    ink: '#05080e',
    'on-ink': '#ffffff',
    muted: '#a3afc2',
    line: '#2b3648',
    success: '#5fd39a',
    'success-soft': '#12301f',
    warning: '#f2b95c',
    'warning-soft': '#372508',
    error: '#ff9d93',
    'error-soft': '#3d1714',
    'accent-soft': '#20294b',
    'on-background': '#e9edf5',
    'on-surface': '#e9edf5',
  },
};
