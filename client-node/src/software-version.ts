/** The version of this package, as it is told to coordinators; a test keeps it equal to package.json. */
export const SOFTWARE_VERSION = '0.1.0';
