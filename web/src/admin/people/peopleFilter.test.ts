import { expect, test } from 'vitest';
import { readPeopleFilter, writePeopleFilter } from './peopleFilter.ts';

test('a filter survives its address', () => {
  const query = { search: 'élodie', status: 'new,atRisk', role: 'candidate', sort: 'createdAt', order: 'descending' };
  expect(writePeopleFilter(readPeopleFilter(query))).toEqual(query);
});

test('an address without anything, or with nonsense, is the whole list by name', () => {
  const usual = { search: '', status: [], sort: 'name', order: 'ascending' };
  expect(readPeopleFilter({})).toEqual(usual);
  expect(readPeopleFilter({ status: 'gone', role: 'king', examId: '1', sort: 'x', order: ['a', 'b'] })).toEqual(usual);
  expect(writePeopleFilter(readPeopleFilter({}))).toEqual({});
});
