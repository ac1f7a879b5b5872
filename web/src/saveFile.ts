/** Has the browser save a file under a name, as a link with `download` does. */
export function saveFile(fileName: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = fileName;
  link.click();
  // The browser reads the address when it has begun to save, which is after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
