"""Many cases on the map: how they flow, where they stop, and for want of which fact."""
