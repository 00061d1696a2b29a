import { describe, expect, it } from 'vitest';
import { asStudioError } from '../../../electron/runtime/errors.ts';
import { decide, gpuName, probeDevice } from '../../../electron/runtime/probe.ts';
import { ModelError } from '../../../native-models/graph/model-error.ts';

const right = { ok: true, difference: 1e-6, milliseconds: { cpu: 20, webgpu: 2 } } as const;

describe('choice of a device', () => {
  it('takes a graphics device that is right and quick, with its name', () => {
    expect(decide('auto', right, 'NVIDIA')).toMatchObject({ device: 'webgpu', label: 'GPU (NVIDIA)' });
  });

  it.each([
    ['slower than the CPU', { ...right, milliseconds: { cpu: 20, webgpu: 900 } }, /no quicker than the CPU/],
    ['too slow to be timed', { ...right, milliseconds: null }, /very slow/],
    ['wrong', { ...right, difference: 0.08 }, /wrong numbers \(off by 8\.0e-2\)/],
    ['full of NaN', { ...right, difference: null }, /off by NaN/],
    [
      'broken',
      { ok: false, problem: '/onnxruntime_src/x.cc:1 f() status was false. No supported adapters\n' } as const,
      /failed: No supported adapters\.$/,
    ],
  ])('falls back to the CPU when it is %s, and says so', (_, result, reason) => {
    const answer = decide('auto', result, null);
    expect(answer.device).toBe('cpu');
    expect(answer.reason).toMatch(reason);
  });

  it('uses a slow device that was asked for, but never a wrong one', () => {
    expect(decide('webgpu', { ...right, milliseconds: null }, null).device).toBe('webgpu');
    expect(() => decide('webgpu', { ...right, difference: 1 }, null)).toThrow(
      expect.objectContaining({ code: 'device-unavailable' }),
    );
  });

  const child = (script: string) => ({ program: process.execPath, arguments: ['-e', script] });
  it.each([
    ['crashes', child('process.kill(process.pid, "SIGSEGV")'), /SIGSEGV/],
    ['exits', child('process.exit(3)'), /exit code 3/],
    [
      'crashes after the first numbers',
      child(
        `console.log(JSON.stringify({ok:true,difference:0,milliseconds:null}));setTimeout(()=>process.kill(process.pid,'SIGSEGV'),50)`,
      ),
      /SIGSEGV/,
    ],
    ['talks nonsense', child('console.log("hello")'), /exit code 0/],
    ['hangs', child('setInterval(() => {}, 1000)'), /did not answer within 0\.5 s/],
    ['is not there', { program: '/nothing/node', arguments: [] }, /could not be started/],
  ])('survives a driver that %s', async (_, command, reason) => {
    const answer = await probeDevice('auto', { timeoutMs: 500, command });
    expect(answer.device).toBe('cpu');
    expect(answer.reason).toMatch(reason);
  });

  it('reads the name of the first GPU, not of the processor, from the log', () => {
    const line = (vendor: string, type: number) =>
      `Discovered OrtHardwareDevice {vendor_id:0x1, device_id:0x0, vendor:${vendor}, type:${type}, metadata: []}`;
    expect(gpuName([line('AMD', 0), line('NVIDIA Corporation', 1)].join('\n'))).toBe('NVIDIA Corporation');
    expect(gpuName(line('AMD', 0))).toBeNull();
  });
});

describe('errors of the runtime', () => {
  it.each([
    [new ModelError('Tensor x is missing.'), 'model-invalid'],
    [new Error('Failed to allocate memory for requested buffer of size 2147483648'), 'out-of-memory'],
    [new Error('std::bad_alloc'), 'out-of-memory'],
    [new Error('External data path validation failed for initializer: a.'), 'model-invalid'],
    [new Error('There is no zoom in this room.'), 'internal'],
    [new Error('Non-zero status code returned while running Conv node.'), 'internal'],
  ])('%s becomes %s', (error, code) => expect(asStudioError(error, 'The network').code).toBe(code));
});
