/** Version in `provenance.parser`; raised with the package. */
export const PARSER_VERSION = "0.1.0";
