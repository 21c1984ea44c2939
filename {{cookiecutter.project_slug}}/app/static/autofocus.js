// Browsers skip `autofocus` in a frame whose parent page has the focus already (HTML standard,
// "flush autofocus candidates"), which is so after every navigation of the frame.

/** @type {HTMLElement | null} */ (document.querySelector("[autofocus]"))?.focus();
