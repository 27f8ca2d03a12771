import './styles/fonts.css';
import '@fedzoo/shared/styles/tokens.css';
import '@fedzoo/shared/styles/base.css';
import '@fedzoo/shared/styles/dialog.css';
import { mount } from 'svelte';
import Page from './Page.svelte';

const target = document.getElementById('page');
if (target === null) throw new Error('index.html has no element #page');
mount(Page, { target });
