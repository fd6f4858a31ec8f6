// What reading sources needs of the world: listings as version control keeps them, pages through the guard, HTML in a thread.
import type { Settings } from "../../core/settings.ts";
import type { SourceTools } from "../../memory/ingest/source.ts";
import { openWeb } from "../../tools/web/open.ts";
import { readable } from "../../tools/web/readable.ts";
import { keptFiles } from "../../tools/workspace.ts";
import { systemClock } from "./system.ts";

/** `root` and `home` are absolute. Throws `CONFIG_INVALID`. */
export const openSourceTools = (
  settings: Pick<Settings, "web">,
  { root, home }: { readonly root: string; readonly home: string },
): SourceTools => {
  const { scrape, docs } = openWeb(settings.web, { clock: systemClock });
  return { root, home, list: keptFiles, readHtml: readable, scraper: scrape, docs };
};
