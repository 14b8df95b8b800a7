/** Outlines of pinned cells, by place among the pins: seen on every colour map, told apart by anybody. */
export const pinColours = ['#ffffff', '#ff9d3c', '#7fd4ff', '#ff9ed2'] as const;
