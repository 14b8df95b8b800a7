/** The viewer's page. */
import './page/style/page.css';
import './page/style/controls.css';
import './page/style/stage.css';
import './page/style/charts.css';
import { openPage } from './page/open-page.ts';

await openPage();
