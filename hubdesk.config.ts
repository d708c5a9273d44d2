// Settings of this desk. Every setting has a default that works; config/config.ts lists them with reasons.
// Environment variables (HUBDESK_PORT, HUBDESK_PUBLIC_URL, …) override what is written here.
import { defineConfig } from './config/config.ts';

export default defineConfig({
  // publicUrl: 'https://desk.example.com',
});
