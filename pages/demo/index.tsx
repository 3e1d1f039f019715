import { mount } from '../shared/mount';
import { Demo } from './demo';

import './demo.css';

mount(<Demo />);
