import { nothingLostSuite } from '../exam-day/nothingLost.suite.ts';
import { ClusterProduct } from './clusterProduct.ts';

nothingLostSuite('in a cluster of processes', (settings) => ClusterProduct.start(settings));
