import { existsSync } from 'node:fs';

const drivers = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/usr/lib/chromium-browser/vk_swiftshader_icd.json'];

/**
 * Lets WebGPU fall back to SwiftShader, the software Vulkan device that comes with Chromium, unless the environment names another
 * driver. It is slow but strict. Call before the first session is opened.
 */
export function preferSwiftShader(): void {
  const driver = drivers.find(existsSync);
  if (!driver) return;
  process.env.VK_DRIVER_FILES ??= driver;
  process.env.XDG_RUNTIME_DIR ??= '/tmp';
}
