import { testCases } from './dsmts-cases.ts';

testCases(10_000);
