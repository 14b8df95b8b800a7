/** Whether WebGL is computed by the processor here: a canvas then takes a fraction of the time. */
const renderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** True too where there is no WebGL. */
export function isSoftware(): boolean {
  const gl = document.createElement('canvas').getContext('webgl', { failIfMajorPerformanceCaveat: true });
  if (!gl) return true;
  const told = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return renderers.test(name);
}
