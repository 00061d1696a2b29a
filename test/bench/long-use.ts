import type { CDPSession, Page } from 'playwright-core';

/** Every round is a dozen actions; 60 rounds are as many as an hour with one every five seconds. */
const roundsUntil = [5, 30, 60, 90, 120];

/** Goes round all screens again and again, plays, scrubs, types, compares: what is left after collecting garbage must not grow. */
export async function longUse(page: Page): Promise<void> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Performance.enable');
  console.log('\n## Memory in long use\n\n| actions | JavaScript heap MB | nodes | listeners |\n|---|---|---|---|');
  let rounds = 0;
  for (const until of roundsUntil) {
    for (; rounds < until; rounds++) await oneRound(page);
    console.log(`| ${rounds * 12} | ${await whatIsLeft(protocol)} |`);
  }
}

async function oneRound(page: Page): Promise<void> {
  const go = (name: string) => page.getByRole('link', { name, exact: true }).click();
  const playhead = page.getByRole('slider', { name: 'Playhead' });
  await go('Studio');
  await playhead.press('End');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await playhead.press('Home');
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(`a meadow, ${Math.random()}`);
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Command' }).press('Escape');
  for (const screen of ['Queue', 'Compare', 'Models', 'Settings']) {
    await go(screen);
    await page.getByRole('heading', { name: screen, exact: true }).waitFor();
  }
  await go('Gallery');
  await page.getByRole('list', { name: 'Projects' }).getByRole('link').first().waitFor();
}

async function whatIsLeft(protocol: CDPSession): Promise<string> {
  for (let again = 0; again < 3; again++) await protocol.send('HeapProfiler.collectGarbage');
  const { metrics } = await protocol.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return [(of('JSHeapUsedSize') / 1e6).toFixed(1), of('Nodes'), of('JSEventListeners')].join(' | ');
}
