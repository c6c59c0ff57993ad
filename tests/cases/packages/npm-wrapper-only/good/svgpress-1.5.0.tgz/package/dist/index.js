export default (text) => text.trim();
