import { testCases } from './dsmts-cases.ts';

testCases(100_000);
