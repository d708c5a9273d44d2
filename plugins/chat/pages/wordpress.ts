// A plugin for WordPress that does one thing: it puts the script onto every page.

const VERSION = '1.0.0';

/** A ZIP to upload under Plugins → Add New → Upload. */
export async function wordpressPlugin(scriptAddress: string): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import('fflate');
  const php = `<?php
/**
 * Plugin Name: Hubdesk Chat
 * Description: Shows the website chat on every page.
 * Version: ${VERSION}
 * Requires at least: 5.0
 */
if (!defined('ABSPATH')) {
    exit;
}

add_action('wp_enqueue_scripts', function () {
    wp_enqueue_script('hubdesk-chat', ${phpText(scriptAddress)}, array(), null, true);
});

add_filter('script_loader_tag', function ($tag, $handle) {
    return $handle === 'hubdesk-chat' ? str_replace(' src=', ' async src=', $tag) : $tag;
}, 10, 2);
`;
  const readme = `=== Hubdesk Chat ===
Requires at least: 5.0
Stable tag: ${VERSION}

Shows the website chat on every page. Settings are made in the desk.
`;
  // The time of the files is fixed: the same address gives the same bytes.
  const files = { 'hubdesk-chat/hubdesk-chat.php': strToU8(php), 'hubdesk-chat/readme.txt': strToU8(readme) };
  return zipSync(files, { mtime: new Date(2026, 0, 1) });
}

function phpText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
