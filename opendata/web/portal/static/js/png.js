// <button data-png="address of an SVG" data-name="file.png">: saves the picture as pixels, drawn by this browser.

async function save(button) {
  const picture = new Image();
  picture.src = button.dataset.png;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const pixels = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(pixels);
  link.download = button.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-png]");
  if (button) save(button);
});
