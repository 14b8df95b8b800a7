/** A model that decays in a compartment of 2, and an experiment with it: two courses, a report and a plot. */

export const model = `<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="decay">
  <listOfCompartments><compartment id="cell" size="2" constant="true"/></listOfCompartments>
  <listOfSpecies><species id="A" compartment="cell" initialConcentration="10" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/></listOfSpecies>
  <listOfParameters><parameter id="k" value="0.5" constant="true"/></listOfParameters>
  <listOfReactions><reaction id="go" reversible="false" fast="false"><listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
    <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>cell</ci><ci>k</ci><ci>A</ci></apply></math></kineticLaw></reaction></listOfReactions>
</model></sbml>`;

const at = (kind: string, list: string, id: string): string =>
  `/sbml:sbml/sbml:model/sbml:listOf${list}/sbml:${kind}[@id='${id}']`;
const value = (id: string): string =>
  `<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><cn>3</cn><ci>${id}</ci></apply></math>`;

export const experiment = (kisao: string, more = '', target = at('species', 'Species', 'A')): string =>
  `<sedML xmlns="http://sed-ml.org/sed-ml/level1/version4" level="1" version="4">
  <listOfModels>
    <model id="slow" language="urn:sedml:language:sbml" source="decay.xml"/>
    <model id="fast" language="urn:sedml:language:sbml" source="#slow"><listOfChanges>
      <changeAttribute target="${at('parameter', 'Parameters', 'k')}/@value" newValue="2"/>
      <changeAttribute target="${at('species', 'Species', 'A')}/@initialAmount" newValue="40"/>
    </listOfChanges></model>
  </listOfModels>
  <listOfSimulations><uniformTimeCourse id="sim" initialTime="0" outputStartTime="1" outputEndTime="3" numberOfSteps="4"><algorithm kisaoID="${kisao}"/></uniformTimeCourse></listOfSimulations>
  <listOfTasks>${more}<task id="one" modelReference="slow" simulationReference="sim"/><task id="two" modelReference="fast" simulationReference="sim"/></listOfTasks>
  <listOfDataGenerators>
    <dataGenerator id="t"><listOfVariables><variable id="time" symbol="urn:sedml:symbol:time" taskReference="one"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>time</ci></math></dataGenerator>
    <dataGenerator id="a" name="A, three times"><listOfVariables><variable id="v" target="${target}" taskReference="one"/></listOfVariables>${value('v')}</dataGenerator>
    <dataGenerator id="b"><listOfVariables><variable id="v" target="${at('species', 'Species', 'A')}" taskReference="two"/></listOfVariables>${value('v')}</dataGenerator>
  </listOfDataGenerators>
  <listOfOutputs>
    <report id="table"><listOfDataSets><dataSet id="1" label="time" dataReference="t"/><dataSet id="2" label="slow" dataReference="a"/><dataSet id="3" label="fast" dataReference="b"/></listOfDataSets></report>
    <plot2D id="curves"><listOfCurves><curve id="c" xDataReference="t" yDataReference="a"/></listOfCurves></plot2D>
  </listOfOutputs></sedML>`;
