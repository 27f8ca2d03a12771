import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import Window from './Window.svelte';

const target = document.getElementById('window');
if (target === null) throw new Error('index.html has no element #window');
mount(Window, { target, props: { bridge: window.fedzoo } });
