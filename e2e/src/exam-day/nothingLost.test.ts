import { nothingLostSuite } from './nothingLost.suite.ts';

nothingLostSuite('in one process');
