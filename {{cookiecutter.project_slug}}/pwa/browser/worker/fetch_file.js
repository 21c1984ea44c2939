// Fetches one of the site's own files.

/**
 * @param {string | URL} url
 * @returns {Promise<Response>}
 * @throws {Error} also when there is an answer, but not the file
 */
export async function fetchFile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response;
}
