import type { World } from './world.ts';

/** From when a second currency was in use, 17.0 gives each company a pricelist: what comes of them is deleted later. */
export async function notingPricelists<T>(world: World, act: () => Promise<T>): Promise<T> {
  const before = await world.all('product.pricelist', {}, []);
  const result = await act();
  const after = await world.all('product.pricelist', {}, []);
  const came = after.map(({ id }) => id).filter((id) => !before.some((one) => one.id === id));
  world.brings('product.pricelist', came.length);
  world.later(() => world.target.delete(world.entity('product.pricelist'), came));
  return result;
}

/** Swiss francs, in use as long as the kind runs. Gives the currency's id. */
export async function withFrancs(world: World): Promise<number> {
  const franc = await world.find('res.currency', 'name', 'CHF');
  await notingPricelists(world, () => world.change('res.currency', franc, { active: true }));
  world.later(() => world.change('res.currency', franc, { active: false }));
  return franc;
}
