import { modeFixes } from '../fixes/lines.ts';
import type { Rule } from './rule.ts';

/**
 * An order of the maps exists in which every reference leads to a row that is there already (6.11); configuration does
 * not refer to what moves after it.
 */
export const orderExists: Rule = ({ order, places, report }) => {
  if (order.cycle)
    report(
      'order-cycle',
      order.cycle.span,
      { chain: order.cycle.maps.map((map) => `\`${map}\``).join(' → ') },
      {
        help: 'a field that may be empty can wait: write `later` before one of the references',
        related: order.cycle.others.map(({ map, needs, span }) => ({
          span,
          message: `here \`${map}\` waits for \`${needs}\``,
        })),
        fixes: [order.cycle, ...order.cycle.others].flatMap(({ span }) =>
          modeFixes(places, span, 'later', 'maybe'),
        ),
      },
    );
  for (const { map, needs, span } of order.tooEarly) report('provision-early', span, { map, needs });
};
