import './styles/fonts.css';
import '@fedzoo/shared/styles/tokens.css';
import '@fedzoo/shared/styles/base.css';
import '@fedzoo/shared/styles/dialog.css';
import { mount } from 'svelte';
import Window from './Window.svelte';

const target = document.getElementById('window');
if (target === null) throw new Error('index.html has no element #window');
mount(Window, { target, props: { bridge: window.fedzoo } });
