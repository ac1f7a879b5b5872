/** Where triggers of the database tell, with a candidate's id, that their dashboard may show something else now. */
export const dashboardChannel = 'dashboard_change';
