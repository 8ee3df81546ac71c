// Every behaviour is one small module; without any of them the pages work as they are.
import "./times.js";
import "./drafts.js";
import "./files.js";
import "./preview.js";
import "./similar.js";
import "./search.js";
import "./live.js";
import "./rollcall.js";
import "./inbox.js";
import "./mentions.js";
import "./push.js";
