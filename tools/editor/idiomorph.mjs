// How new HTML takes the place of old without disturbing who types in it.
export { Idiomorph } from "idiomorph";
